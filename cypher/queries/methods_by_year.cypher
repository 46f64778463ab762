// How many papers of each year name each method? The year is null where the source of a paper gives none.
// Parameters:
//   method: STRING = '' # only this method, by any of its names or its id; all methods if left out
//   least: INTEGER = '' # how many papers of a year must name the method; if left out 1 for one method, and 2 for all
// Columns: method, year, papers
// Example: kg query methods_by_year -p method=SGD

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(m:Method)
WHERE $method IS NULL OR m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
WITH m.id AS key, m.name AS method, p.year AS year, count(p) AS papers
WHERE papers >= coalesce($least, CASE WHEN $method IS NULL THEN 2 ELSE 1 END)
RETURN method, year, papers
ORDER BY year DESC, papers DESC, method, key
