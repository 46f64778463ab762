// Which papers introduce a dataset, which one, and how many papers name it?
// Parameters:
//   dataset: STRING = '' # only this dataset, by any of its names or its id; all if left out
//   year: INTEGER = '' # only papers of this year; of all years if left out
// Columns: dataset, papers, paper, title, year, score, evidence
// Example: kg query datasets_introduced -p year=2023

MATCH (p:Paper)-[r:INTRODUCES]->(d:Dataset)
WHERE ($year IS NULL OR p.year = $year)
  AND ($dataset IS NULL OR d.id = $dataset OR any(form IN d.aliases WHERE toLower(form) = toLower($dataset)))
RETURN d.name AS dataset, d.papers AS papers, p.id AS paper, p.title AS title, p.year AS year,
       r.score AS score, r.evidence AS evidence
ORDER BY papers DESC, dataset, year, paper, d.id
