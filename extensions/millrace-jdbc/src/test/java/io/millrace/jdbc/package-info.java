/** Tests against H2 and a PostgreSQL that they start. */
package io.millrace.jdbc;
