/** What the actuator of Spring Boot tells of the jobs: health, an endpoint, metrics. */
package io.millrace.spring.boot.actuate;
