/** Questions of the domain that GraphiQL opens with, one per tab, from the first to ask to the more particular. */
export const EXAMPLES = [
  `# Silog Kepri: where are the boxes?
# Press play. Without a session you get the public view.
query Summary {
  viewer {
    role
    view
    election { name kind clock { now speed isPaused } }
  }
  summary {
    boxes
    boxesOnTrack
    boxesNeedingYou
    boxesInTransit
    boxesDelivered
    asOf
  }
  progress(level: REGENCY) {
    region { code name }
    boxes
    counts { state boxes }
  }
}
`,
  `# Boxes of Natuna (21.03) under way, and who holds them.
query BoxesUnderWay {
  boxes(filter: { region: "21.03", states: [IN_TRANSIT] }, orderBy: DUE, first: 10) {
    totalCount
    nodes {
      code
      state
      holder
      dueAt
      isLate
      station { name region { name } }
      currentPosition { lon lat }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  `# The custody line of one box. Take a code from the second tab
# and put it into the variables below: {"code": "…"}.
query CustodyLine($code: String!) {
  box(code: $code) {
    code
    state
    seals
    exceptions
    station { code name isSynthetic }
    shipment {
      name
      direction
      legs { number mode from { name } to { name } departedAt arrivedAt isEstimate }
    }
    scans(first: 50) {
      nodes {
        type
        occurredAt
        receivedAt
        trustedTime
        place { name }
        conveyance { name }
        seals
        flags
        breaches
      }
    }
  }
}
`,
  `# What lies within 30 km of Ranai, nearest first.
query AroundRanai {
  nearby(point: { lon: 108.385, lat: 3.945 }, radiusM: 30000, first: 20) {
    code
    kind
    name
    position { lon lat }
    isSynthetic
  }
}
`,
  `# Vessels and trucks under way.
query UnderWay {
  conveyances(underWay: true, first: 50) {
    nodes {
      code
      name
      kind
      position { lon lat }
      courseDeg
      speedNowKn
      reportedAt
      boxesAboard
      currentLeg { from { name } to { name } lengthM }
    }
  }
}
`,
  `# Everything as it happens. To resume after a break, pass the last cursor as "since".
subscription Live {
  liveFeed {
    cursor
    clock { now speed isPaused }
    items {
      kind
      at
      boxCode
      state
      placeCode
      conveyanceCode
      position { lon lat }
    }
  }
}
`,
];
