package io.millrace.spring.boot;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The page that shows the jobs while they run.
 *
 * @param enabled Whether it is served.
 * @param port Where; 0 for any port that is free, which the log tells.
 * @param bind Name or address of this machine at which it listens. One that others can reach demands a token.
 * @param token What whoever looks has to know, at least 16 characters; without it nobody is asked.
 * @param actions Whether jobs can be told to take a snapshot, to stop and to drain.
 */
public record DashboardProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("0") int port,
        @DefaultValue("127.0.0.1") String bind,
        String token,
        @DefaultValue("false") boolean actions) {}
