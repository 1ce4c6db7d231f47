/** The application that the guide shows: three rules over card transactions. */
package io.millrace.spring.boot.fraud;
