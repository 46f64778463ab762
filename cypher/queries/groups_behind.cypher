// Who stands behind a method: which authors wrote papers that introduce or use it, and with whom?
// Parameters:
//   method: STRING # the method, by any of its names or its id
//   least: INTEGER = 1 # how many of these papers an author must have written
// Columns: author, papers, introduced, together
// Example: kg query groups_behind -p method=LoRA

// `introduced` counts those of the papers that introduce it. `together` lists each co-author with how many of these
// papers the two wrote together, the most first. Two people of one name are one author here.

MATCH (m:Method)
WHERE m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
MATCH (p:Paper)-[r:INTRODUCES|USES]->(m)
WITH p, max(CASE WHEN type(r) = 'INTRODUCES' THEN 1 ELSE 0 END) AS introduces
MATCH (a:Author)-[:WROTE]->(p)
WITH a, count(p) AS papers, sum(introduces) AS introduced, collect(p) AS written
WHERE papers >= $least
UNWIND written AS p
OPTIONAL MATCH (b:Author)-[:WROTE]->(p)
WHERE b.id <> a.id
WITH a, papers, introduced, b, count(p) AS shared
ORDER BY shared DESC, b.name, b.id
WITH a, papers, introduced, collect(CASE WHEN b IS NULL THEN null ELSE {author: b.name, papers: shared} END) AS together
RETURN a.name AS author, papers, introduced, together
ORDER BY introduced DESC, papers DESC, author, a.id
