// Which methods stand on top of a method, level by level, up to six? Each at its nearest level, and once.
// Parameters:
//   method: STRING # the method, by any of its names or its id
//   levels: INTEGER = 6 # how many levels, 1 to 6
// Columns: level, method, built_on, said_by, introduced_by
// Example: kg query on_top_of -p method=DARTS

// `built_on` names what it is built on at the level before, `said_by` the papers that say so, and `introduced_by` those
// that introduce the method itself. Each level is found from the one before it, without what was already found: a path
// pattern of six steps counts every way, once for each paper of each step, and goes round in circles.

MATCH (x:Method)
WHERE x.id = $method OR any(form IN x.aliases WHERE toLower(form) = toLower($method))
WITH collect(x.id) AS l0
CALL (l0) {
  UNWIND l0 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0
  RETURN collect(DISTINCT a.id) AS l1
}
CALL (l0, l1) {
  UNWIND l1 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0 + l1 AND $levels > 1
  RETURN collect(DISTINCT a.id) AS l2
}
CALL (l0, l1, l2) {
  UNWIND l2 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0 + l1 + l2 AND $levels > 2
  RETURN collect(DISTINCT a.id) AS l3
}
CALL (l0, l1, l2, l3) {
  UNWIND l3 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0 + l1 + l2 + l3 AND $levels > 3
  RETURN collect(DISTINCT a.id) AS l4
}
CALL (l0, l1, l2, l3, l4) {
  UNWIND l4 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0 + l1 + l2 + l3 + l4 AND $levels > 4
  RETURN collect(DISTINCT a.id) AS l5
}
CALL (l0, l1, l2, l3, l4, l5) {
  UNWIND l5 AS key
  MATCH (b:Method {id: key})
  MATCH (a:Method)-[:BASED_ON]->(b)
  WHERE NOT a.id IN l0 + l1 + l2 + l3 + l4 + l5 AND $levels > 5
  RETURN collect(DISTINCT a.id) AS l6
}
WITH [l0, l1, l2, l3, l4, l5, l6] AS found
UNWIND range(1, 6) AS level
UNWIND found[level] AS key
MATCH (m:Method)
WHERE m.id = key
MATCH (m)-[r:BASED_ON]->(b:Method)
WHERE b.id IN found[level - 1]
WITH level, m, b, r
ORDER BY b.name, b.id, r.paper
WITH level, m, collect(DISTINCT b.name) AS built_on, collect(DISTINCT r.paper) AS said_by
OPTIONAL MATCH (p:Paper)-[:INTRODUCES]->(m)
WITH level, m, built_on, said_by, p
ORDER BY p.id
WITH level, m, built_on, said_by, collect(p.id) AS introduced_by
RETURN level, m.name AS method, built_on, said_by, introduced_by
ORDER BY level, method, m.id
