/** How joins work: not for users. {@link io.millrace.join.operator.JoinOperator} is where to begin. */
package io.millrace.join.operator;
