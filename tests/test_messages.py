"""Messages are looked up in the catalogues once."""

from types import SimpleNamespace

from django.utils.translation import gettext, trans_real

from immunoref import messages


def test_a_message_is_searched_for_once(monkeypatch):
    asked = []
    catalogue = SimpleNamespace(gettext=lambda text: asked.append(text) or text.upper())
    monkeypatch.setattr(trans_real, "translation", lambda language: catalogue)
    messages.remember()
    assert [catalogue.gettext(text) for text in ("drug", "trial", "drug")] == [
        "DRUG",
        "TRIAL",
        "DRUG",
    ]
    assert asked == ["drug", "trial"]


def test_what_is_remembered_is_what_the_catalogues_say(monkeypatch):
    known = trans_real.translation("en-gb")
    before = [gettext(text) for text in ("Monday", "no figure found", "")]
    monkeypatch.setitem(vars(known), "gettext", known.gettext)
    messages.remember()
    assert [gettext(text) for text in ("Monday", "no figure found", "")] == before
