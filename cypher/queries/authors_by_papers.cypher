// Which authors wrote most papers, and in which years?
// Parameters: least: INTEGER = 3 # how many papers an author must have written
// Columns: author, papers, since, until
// Example: kg query authors_by_papers -p least=5

// Two people of one name are one author here. The years are null where the sources of the papers give none.

MATCH (a:Author)-[:WROTE]->(p:Paper)
WITH a, count(p) AS papers
WHERE papers >= $least
MATCH (a)-[:WROTE]->(p:Paper)
WITH a.id AS key, a.name AS author, papers, min(p.year) AS since, max(p.year) AS until
RETURN author, papers, since, until
ORDER BY papers DESC, author, key
