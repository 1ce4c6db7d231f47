/** Joins against recomputations over all that came. */
package io.millrace.join;
