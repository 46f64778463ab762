// Which paper introduced a method, dataset or metric, and where does it say so?
// Parameters: name: STRING # any of its names, or its id
// Columns: label, name, paper, title, year, score, evidence
// Example: kg query introduced_by -p name=PC-DARTS

MATCH (p:Paper)-[r:INTRODUCES]->(o)
WHERE o.id = $name OR any(form IN o.aliases WHERE toLower(form) = toLower($name))
RETURN head(labels(o)) AS label, o.name AS name, p.id AS paper, p.title AS title, p.year AS year,
       r.score AS score, r.evidence AS evidence
ORDER BY label, name, year, paper, o.id
