// Which papers name a dataset, and where?
// Parameters: dataset: STRING # the dataset, by any of its names or its id
// Columns: paper, title, year, edge, evidence
// Example: kg query papers_of_dataset -p dataset=CIFAR-10

MATCH (p:Paper)-[r:MENTIONS|USES|INTRODUCES]->(d:Dataset)
WHERE d.id = $dataset OR any(form IN d.aliases WHERE toLower(form) = toLower($dataset))
RETURN p.id AS paper, p.title AS title, p.year AS year, type(r) AS edge, r.evidence AS evidence
ORDER BY year DESC, paper, edge, d.id
