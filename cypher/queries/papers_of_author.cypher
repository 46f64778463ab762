// Which papers did an author write, in which place among the authors, and what do they introduce?
// Parameters: author: STRING # the author's name or id
// Columns: paper, title, year, position, introduces
// Example: kg query papers_of_author -p author="Ada Lovelace"

MATCH (a:Author)-[w:WROTE]->(p:Paper)
WHERE a.id = $author OR toLower(a.name) = toLower($author)
OPTIONAL MATCH (p)-[:INTRODUCES]->(o)
WITH a, w, p, o
ORDER BY o.name, o.id
WITH a, w, p, collect(o.name) AS introduces
RETURN p.id AS paper, p.title AS title, p.year AS year, w.position AS position, introduces
ORDER BY year DESC, paper, a.id
