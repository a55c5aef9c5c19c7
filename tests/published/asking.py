"""What readers may ask of a list or of the matrix, drawn at random."""

import os

from django.http import QueryDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Of each; INDEX_EXAMPLES=200 for thousands in all.
EXAMPLES = int(os.environ.get("INDEX_EXAMPLES", "30"))
often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def of_facets(draw, facets):
    """Some choices of some facets, at times one that does not exist, or what one is asked for."""
    query = QueryDict(mutable=True)
    for name, facet in facets.items():
        values = [*facet.values, "no-such-choice"] if draw(st.booleans()) else facet.values
        if values and draw(st.integers(0, 2)) == 0:
            query.setlist(name, draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))
    if draw(st.integers(0, 5)) == 0:
        query["choices"] = draw(st.sampled_from([*facets, "nothing"]))
    return query
