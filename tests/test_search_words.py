"""The name that somebody searches for stands in no address, and finds all the same."""

import pytest
from django.http import Http404, QueryDict

from jurisdiction.filters.words import open_words, seal_words
from tests.test_lists import exported


@pytest.fixture
def wanted(heping, make_case):
    make_case(heping, name="李小红")
    return make_case(heping, name="张伟明")


def search(client, to, **asked):
    """Fill in the form above the list `to`; returns the address to which it leads."""
    answer = client.post("/account/search/", asked | {"to": to})
    assert answer.status_code == 302
    return answer.url


def found(client, address):
    return [case for case, _age in client.get(address).context["rows"]]


def test_a_name_finds_and_stands_neither_in_the_address_nor_in_the_pages_links(
    wanted, officer, signed_in
):
    client = signed_in(officer)
    address = search(client, "/files/", q="张伟明", status="open")
    assert address.startswith("/files/?status=open&s=")
    assert found(client, address) == [wanted]
    page = client.get(address).content.decode()
    assert 'value="张伟明"' in page  # what was typed stands in its field
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not [link for link in links if "q=" in link]


def test_the_export_narrows_by_the_same_words(wanted, officer, signed_in):
    client = signed_in(officer)
    address = search(client, "/files/export/", q="张伟明")
    assert "q=" not in client.get(address).context["back"]
    _told, rows = exported(client, address)
    assert len(rows) == 1
    assert "张伟明" in rows[0]


def test_a_page_further_on_still_has_the_words(wanted, heping, make_case, officer, signed_in):
    for _n in range(30):
        make_case(heping, name="张三")
    client = signed_in(officer)
    first = client.get("/files/", {"q": "张三"})
    query = first.context["query"]
    assert "q=" not in query
    assert len(found(client, f"/files/?{query}&page=2")) == 5


def test_sealed_words_open_for_their_officer_alone(officer, police):
    query = QueryDict(seal_words(QueryDict("q=张伟明&page=2"), officer))
    assert open_words(query, officer)["q"] == "张伟明"
    with pytest.raises(Http404):
        open_words(query, police)


@pytest.mark.parametrize("sealed", ["", "x", "AQ==", "张", "A" * 400])
def test_a_spoilt_search_is_an_unknown_page(officer, signed_in, sealed):
    assert signed_in(officer).get("/files/", {"s": sealed}).status_code == 404


@pytest.mark.parametrize("to", ["", "//elsewhere.example/", "https://elsewhere.example/", "/no/"])
def test_the_form_leads_to_this_house_only(officer, signed_in, to):
    answer = signed_in(officer).post("/account/search/", {"to": to, "q": "张"})
    assert answer.status_code == 404


def test_a_text_longer_than_a_name_still_makes_an_address(wanted, officer, signed_in):
    client = signed_in(officer)
    address = search(client, "/files/", q="长" * 5000)
    assert len(address) < 2000
    assert client.get(address).status_code == 200
