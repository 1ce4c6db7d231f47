/** Tests of the pipelines among the beans of an application, without threads and without time: {@link io.millrace.spring.boot.test.MillraceTest}. */
package io.millrace.spring.boot.test;
