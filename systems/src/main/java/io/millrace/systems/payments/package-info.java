/** Payments that are allowed, reviewed or blocked in the request itself. */
package io.millrace.systems.payments;
