// Which methods were introduced in a year, by which papers, built on what, and how many papers name them?
// Parameters:
//   year: INTEGER # the year of the paper that introduces it
//   least: INTEGER = 1 # how many papers must name the method
// Columns: method, papers, paper, title, built_on, score
// Example: kg query methods_introduced -p year=2019

// `built_on` is what the introducing paper says that it is built on.

MATCH (p:Paper)-[r:INTRODUCES]->(m:Method)
WHERE p.year = $year AND m.papers >= $least
OPTIONAL MATCH (m)-[b:BASED_ON]->(o)
WHERE b.paper = p.id
WITH m.id AS key, m.name AS method, m.papers AS papers, p.id AS paper, p.title AS title, r.score AS score, o
ORDER BY o.name, o.id
WITH key, method, papers, paper, title, score, collect(o.name) AS built_on
RETURN method, papers, paper, title, built_on, score
ORDER BY papers DESC, method, paper, key
