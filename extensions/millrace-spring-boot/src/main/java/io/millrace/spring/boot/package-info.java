/**
 * Pipelines as beans of a Spring Boot application. Every {@link io.millrace.Pipeline} bean runs while the application does;
 * {@link io.millrace.spring.boot.MillraceJobs} has the jobs, {@code millrace.*} are the {@linkplain
 * io.millrace.spring.boot.MillraceProperties properties}, and {@link io.millrace.spring.boot.JobOptionsCustomizer} is for
 * what these do not have.
 */
package io.millrace.spring.boot;
