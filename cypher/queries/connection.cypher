// How are two things connected: the shortest ways from one to the other, step by step, with the papers and the evidence?
// Parameters:
//   one: STRING # a method, dataset, metric or task, by any of its names or its id, or a paper by its id
//   other: STRING # another one
//   most: INTEGER = 3 # how many ways, of those that are equally short
// Columns: way, step, source, edge, target, paper, score, evidence
// Example: kg query connection -p one=PC-DARTS -p other=ImageNet

// A way has up to six steps, and goes along what papers name, introduce, use and address, and along relations and
// variants, in either direction; `source` and `target` are as the edge has them.

MATCH (a:Method|Dataset|Metric|Task|Paper)
WHERE a.id = $one OR any(form IN a.aliases WHERE toLower(form) = toLower($one))
MATCH (b:Method|Dataset|Metric|Task|Paper)
WHERE b.id <> a.id AND (b.id = $other OR any(form IN b.aliases WHERE toLower(form) = toLower($other)))
MATCH way = allShortestPaths((a)-[:BASED_ON|COMPARED_WITH|VARIANT_OF|INTRODUCES|USES|MENTIONS|ADDRESSES*1..6]-(b))
WITH DISTINCT nodes(way) AS way
WITH way, reduce(ids = '', n IN way | ids + n.id + ' ') AS ids
ORDER BY size(way), ids
LIMIT $most
WITH collect(way) AS ways
UNWIND range(0, size(ways) - 1) AS number
WITH number, ways[number] AS way
UNWIND range(0, size(way) - 2) AS step
WITH number, step, way[step] AS u, way[step + 1] AS v
MATCH (u)-[r:BASED_ON|COMPARED_WITH|VARIANT_OF|INTRODUCES|USES|MENTIONS|ADDRESSES]-(v)
WITH number + 1 AS way, step + 1 AS step, r, startNode(r) AS a, endNode(r) AS b
RETURN way, step, coalesce(a.title, a.name) AS source, type(r) AS edge, coalesce(b.title, b.name) AS target,
       r.paper AS paper, r.score AS score, r.evidence AS evidence
ORDER BY way, step, edge, paper, a.id
