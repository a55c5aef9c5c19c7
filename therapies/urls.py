"""The public addresses. One that was published keeps working."""

from django.urls import path

from therapies import feeds
from therapies.choices import EntryType
from therapies.views import (
    citing,
    comparison,
    crawlers,
    details,
    embeds,
    evidence,
    histories,
    lists,
    matrices,
    releases,
    reports,
    search,
    site,
)

urlpatterns = [
    path("", site.home, name="home"),
    path("therapies/", lists.TherapyTypeList.as_view(), name="therapy_type-list"),
    path("therapies/<slug:slug>/", details.TherapyTypeDetail.as_view(), name="therapy_type-detail"),
    path("drugs/", lists.DrugList.as_view(), name="drug-list"),
    path("drugs/<slug:slug>/", details.DrugDetail.as_view(), name="drug-detail"),
    path("conditions/", lists.ConditionList.as_view(), name="condition-list"),
    path("conditions/<slug:slug>/", details.ConditionDetail.as_view(), name="condition-detail"),
    path("indications/", lists.IndicationList.as_view(), name="indication-list"),
    path("side-effects/", lists.SideEffectList.as_view(), name="side_effect-list"),
    path("side-effects/matrix/", matrices.SideEffectMatrix.as_view(), name="side_effect-matrix"),
    path(
        "side-effects/<slug:slug>/", details.SideEffectDetail.as_view(), name="side_effect-detail"
    ),
    path("compare/", comparison.compare, name="compare"),
    path("rates/", lists.RateList.as_view(), name="rate-list"),
    path("research/", site.research, name="research"),
    path("research/countries/", lists.CountryList.as_view(), name="country-list"),
    path("research/countries/<slug:slug>/", details.CountryDetail.as_view(), name="country-detail"),
    path("research/institutions/", lists.InstitutionList.as_view(), name="institution-list"),
    path(
        "research/institutions/<slug:slug>/",
        details.InstitutionDetail.as_view(),
        name="institution-detail",
    ),
    path("research/trials/", lists.TrialList.as_view(), name="trial-list"),
    path("research/trials/<slug:slug>/", details.TrialDetail.as_view(), name="trial-detail"),
    path("research/milestones/", lists.MilestoneList.as_view(), name="milestone-list"),
    path("research/products/", lists.ProductList.as_view(), name="product-list"),
    path("results/", evidence.ResultList.as_view(), name="result-list"),
    path("claims/", evidence.ClaimCheckList.as_view(), name="claim_check-list"),
    path("claims/comparisons/", evidence.ComparisonList.as_view(), name="comparison-list"),
    path("claims/<slug:slug>/", details.ClaimCheckDetail.as_view(), name="claim_check-detail"),
    path("glossary/", lists.GlossaryList.as_view(), name="glossary-list"),
    path("sources/", lists.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", details.SourceDetail.as_view(), name="source-detail"),
    path("search/", search.search_page, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("opensearch.xml", search.opensearch, name="opensearch"),
    path("embed/drugs/<slug:slug>/", embeds.drug, name="embed-drug"),
    path("embed/rates/<slug:drug>/<slug:dataset>/<slug:effect>/", embeds.rate, name="embed-rate"),
    path("oembed", embeds.oembed, name="oembed"),
    path("about/", site.about, name="about"),
    path("data/", site.data, name="data"),
    path("data/releases.json", releases.listed, name="releases"),
    path("data/releases/<str:version>/", releases.release, name="release"),
    path("data/releases/<str:version>/<path:path>", releases.file, name="release-file"),
    path("report/", reports.report_error, name="report"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("llms.txt", crawlers.llms, name="llms"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap, name="sitemap"),
]

KINDS = {f"{kind}-detail": kind.value for kind in EntryType}
LISTS = {f"{kind}-list": kind.value for kind in EntryType}
# Before the entries, which would take "feed" for one of them.
urlpatterns[:0] = [
    path("feed/", feeds.feed, name="feed"),
    *(
        path(f"{each.pattern}feed/", feeds.feed, {"kind": kind}, name=f"{kind}-list-feed")
        for each in urlpatterns
        if (kind := LISTS.get(str(each.name)))
    ),
]
urlpatterns += [
    path(f"{detail.pattern}{ending}", view, {"kind": kind}, name=f"{kind}-{name}")
    for detail in urlpatterns
    if (kind := KINDS.get(str(detail.name)))
    for ending, view, name in (
        ("feed/", feeds.feed, "feed"),
        ("cite/", citing.cite, "cite"),
        ("history/", histories.history, "history"),
        ("history/<int:number>/", histories.version, "version"),
        ("history/<int:number>/cite/", citing.cite, "version-cite"),
    )
]
