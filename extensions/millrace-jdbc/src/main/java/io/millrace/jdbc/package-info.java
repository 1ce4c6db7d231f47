/**
 * Databases: {@link io.millrace.jdbc.Jdbc} has what reads tables page by page, looks rows up, writes results, at least once by key or
 * exactly once, and captures the changes of a table of PostgreSQL. Rows are records, whose components are columns by name.
 */
package io.millrace.jdbc;
