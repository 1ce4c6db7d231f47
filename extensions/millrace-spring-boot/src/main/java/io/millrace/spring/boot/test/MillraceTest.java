package io.millrace.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of pipelines alone. Of the application there are the configuration classes that declare a pipeline, a source or a
 * sink, and nothing else; no job is started, and no engine is there. The test has a {@code Simulation} injected, of
 * the pipeline, a fresh one for each test method; where there are several pipelines, {@link Simulations}.
 *
 * <pre>{@code
 * @MillraceTest
 * class AlertsTest {
 *     @TestBean
 *     Source<Transaction> transactions; // in place of that of the application
 *
 *     static Source<Transaction> transactions() {
 *         return Sources.of(new Transaction("T1", "U1", 1_500));
 *     }
 *
 *     @Test
 *     void shouldAlert(@Autowired Simulation simulation) {
 *         assertThat(simulation.run().output("alerts")).hasSize(1);
 *     }
 * }
 * }</pre>
 *
 * <p>The pipelines are beans, which test methods share: where a source gives its events to one job only, as a push source does, each test
 * method needs {@code @DirtiesContext}, or a bean that is a prototype.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(MillraceTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(MillraceTypeExcludeFilter.class)
@ImportAutoConfiguration
public @interface MillraceTest {

    /**
     * Properties of the environment, each {@code key=value}.
     *
     * @return the properties
     */
    String[] properties() default {};

    /**
     * Whether what declares pipelines, sources and sinks is there without being named.
     *
     * @return true unless said otherwise
     */
    boolean useDefaultFilters() default true;

    /**
     * What else of the application is to be there.
     *
     * @return filters of what is scanned
     */
    Filter[] includeFilters() default {};

    /**
     * What is not to be there.
     *
     * @return filters of what is scanned
     */
    Filter[] excludeFilters() default {};

    /**
     * Auto-configuration that is not to apply.
     *
     * @return the classes
     */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
