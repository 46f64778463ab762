// Takes away all that the other files of this folder make. `kg neo4j remove` runs it when the graph is gone.
// Parameters: none. Columns: none.
// Example: cypher-shell -f cypher/schema/remove.cypher

DROP CONSTRAINT kg_author_id IF EXISTS;

DROP INDEX kg_author_name IF EXISTS;

DROP INDEX kg_author_text IF EXISTS;

DROP CONSTRAINT kg_dataset_id IF EXISTS;

DROP INDEX kg_dataset_name IF EXISTS;

DROP INDEX kg_dataset_text IF EXISTS;

DROP CONSTRAINT kg_method_id IF EXISTS;

DROP INDEX kg_method_name IF EXISTS;

DROP INDEX kg_method_text IF EXISTS;

DROP CONSTRAINT kg_metric_id IF EXISTS;

DROP INDEX kg_metric_name IF EXISTS;

DROP INDEX kg_metric_text IF EXISTS;

DROP CONSTRAINT kg_paper_id IF EXISTS;

DROP INDEX kg_paper_year IF EXISTS;

DROP INDEX kg_paper_text IF EXISTS;

DROP CONSTRAINT kg_result_id IF EXISTS;

DROP INDEX kg_result_value IF EXISTS;

DROP CONSTRAINT kg_task_id IF EXISTS;

DROP INDEX kg_task_name IF EXISTS;

DROP INDEX kg_task_text IF EXISTS;
