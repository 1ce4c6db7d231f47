package io.millrace.spring.boot;

import io.millrace.Engine;
import io.millrace.dashboard.Dashboard;
import io.millrace.dashboard.DashboardOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Serves the dashboard where {@code millrace-dashboard} is there and {@code millrace.dashboard.enabled} is true. */
@AutoConfiguration(after = MillraceAutoConfiguration.class)
@ConditionalOnClass(Dashboard.class)
@ConditionalOnBean({Engine.class, MillraceProperties.class})
@ConditionalOnBooleanProperty("millrace.dashboard.enabled")
public final class MillraceDashboardAutoConfiguration {

    private static final Logger LOG = System.getLogger("io.millrace.dashboard");

    /** Made by Spring. */
    public MillraceDashboardAutoConfiguration() {}

    // Nobody asks for it, not even where all beans are made when they are asked for.
    @Lazy(false)
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Dashboard millraceDashboard(Engine engine, MillraceProperties properties) {
        Dashboard dashboard = Dashboard.serve(engine, options(properties.dashboard()));
        LOG.log(Level.INFO, "the jobs can be seen at {0}", dashboard.url());
        return dashboard;
    }

    private static DashboardOptions options(DashboardProperties said) {
        DashboardOptions options =
                DashboardOptions.defaults().withPort(said.port()).withBind(said.bind());
        options = Said.apply(options, said.token(), DashboardOptions::withToken);
        return said.actions() ? options.withActions() : options;
    }
}
