"""Every change of status goes through one module and raises the content version."""

from datetime import date

import pytest

from editorial import workflow
from editorial.models import ContentVersion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return factories.drug(
        status="draft", published_at=None, published_by=None, reviewed_on=None, reviewed_by=None
    )


def test_publish_and_retire(draft):
    editor = factories.user("editor")
    workflow.publish(draft, editor)
    draft.refresh_from_db()
    assert (draft.status, draft.published_by) == ("published", editor)
    assert ContentVersion.objects.latest().reason == "published: Exemplumab"
    workflow.retire(draft)
    draft.refresh_from_db()
    assert draft.status == "retired"
    assert ContentVersion.objects.count() == 2


def test_confirm_review(draft):
    editor = factories.user("editor")
    workflow.confirm_review(draft, editor, date(2026, 11, 21))
    draft.refresh_from_db()
    assert draft.reviewed_by == editor
    assert draft.review_due_on == date(2027, 11, 21)
