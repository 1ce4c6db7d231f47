/** The operators behind the small verbs. */
package io.millrace.operator.internal;
