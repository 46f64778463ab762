// Which methods are on the rise: which have a larger share of a year's papers than they had the year before?
// Parameters:
//   year: INTEGER = '' # the year; the last that a paper has if left out
//   least: INTEGER = 1 # how many papers of the year must name the method
// Columns: method, year, papers, before, share, share_before, rise
// Example: kg query rising_methods -p least=3

// `papers` and `before` count the papers of the year and of the one before that name the method. `share` is in percent
// of all papers of that year in the graph, so that a year that is not over, or one with more papers, compares with
// others; `rise` is the difference of the two shares. What falls is not listed.

MATCH (p:Paper)
WITH coalesce($year, max(p.year)) AS year
MATCH (p:Paper)
WHERE p.year = year OR p.year = year - 1
WITH year, sum(CASE WHEN p.year = year THEN 1 ELSE 0 END) AS total,
     sum(CASE WHEN p.year = year THEN 0 ELSE 1 END) AS total_before
MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(m:Method)
WHERE p.year = year OR p.year = year - 1
WITH year, total, total_before, m.id AS key, m.name AS method, count(p) AS both,
     sum(CASE WHEN p.year = year THEN 1 ELSE 0 END) AS papers
WHERE papers > 0 AND papers >= $least
WITH year, key, method, papers, both - papers AS before, 100.0 * papers / total AS share,
     CASE WHEN both = papers THEN 0.0 ELSE 100.0 * (both - papers) / total_before END AS share_before
WHERE share > share_before
RETURN method, year, papers, before, share, share_before, share - share_before AS rise
ORDER BY rise DESC, papers DESC, method, key
