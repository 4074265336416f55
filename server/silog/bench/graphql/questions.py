"""The questions that are asked: each as a GraphQL document, once, with the arguments it is asked with.

A question's arguments are values of the domain (a box's code, an area). How a server is asked with them is that server's own matter.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from silog.bench.load import Request

Arguments = Mapping[str, Any]


def graphql_request(document: str, variables: Arguments, token: str | None = None) -> Request:
    """Write the HTTP request that asks a GraphQL server; an answer that tells of errors is none."""
    body = json.dumps({"query": document, "variables": variables}).encode()
    return Request.post_json("/graphql", body, token=token, unwanted=b'"errors":')


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `document` is what this product is asked."""

    name: str
    title: str
    document: str


Q1: Final = Question(
    "Q1",
    "one box with its last 20 scans",
    """query Box($code: String!) {
  box(code: $code) {
    code
    state
    station { name }
    scans(first: 20, orderBy: NEWEST) {
      nodes { type occurredAt placeCode seals condition breaches }
    }
  }
}""",
)
Q2: Final = Question(
    "Q2",
    "a page of 50 boxes with last scan and four levels of region",
    """query Page($after: Cursor!) {
  boxes(first: 50, after: $after) {
    nodes {
      code
      state
      is3t
      lastScan { type occurredAt placeCode }
      region { code name parent { code name parent { code name parent { code name } } } }
    }
  }
}""",
)
Q3: Final = Question(
    "Q3",
    "up to 1,000 boxes in a rectangle",
    """query Area($area: BoundingBox!) {
  boxes(first: 1000, filter: {within: {bbox: $area}}) {
    nodes { code state is3t currentPosition { lon lat } }
  }
}""",
)
Q4: Final = Question(
    "Q4",
    "progress per regency and city",
    """query Progress {
  progress(level: REGENCY) {
    region { code name }
    boxes
    boxesInTransit
    boxesDelivered
  }
}""",
)
Q5: Final = Question("Q5", "Q4, asked by nobody in particular again and again", Q4.document)
QUESTIONS: Final = {question.name: question for question in (Q1, Q2, Q3, Q4, Q5)}
