// Full-text search, for Neo4j alone: CALL db.index.fulltext.queryNodes('kg_paper_text', 'speculative decoding').
// Parameters: none. Columns: none.
// Example: cypher-shell -f cypher/schema/fulltext.cypher

CREATE FULLTEXT INDEX kg_paper_text IF NOT EXISTS FOR (n:Paper) ON EACH [n.title, n.abstract];

CREATE FULLTEXT INDEX kg_author_text IF NOT EXISTS FOR (n:Author) ON EACH [n.name];

CREATE FULLTEXT INDEX kg_dataset_text IF NOT EXISTS FOR (n:Dataset) ON EACH [n.name, n.aliases];

CREATE FULLTEXT INDEX kg_method_text IF NOT EXISTS FOR (n:Method) ON EACH [n.name, n.aliases];

CREATE FULLTEXT INDEX kg_metric_text IF NOT EXISTS FOR (n:Metric) ON EACH [n.name, n.aliases];

CREATE FULLTEXT INDEX kg_task_text IF NOT EXISTS FOR (n:Task) ON EACH [n.name, n.aliases];
