package io.millrace.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program of the guide. */
@Timeout(60)
class RedisGuideTest {

    @TempDir
    Path directory;

    record Payment(String account, long cents) {}

    @Test
    void shouldDoWhatTheGuideSays() {
        try (RedisServer server = new RedisServer(directory)) {
            RedisCommands<String, String> commands = server.commands();
            commands.xadd("payments", Map.of("account", "ada", "cents", "120000"));
            commands.xadd("payments", Map.of("account", "bob", "cents", "many"));
            commands.xadd("payments", Map.of("account", "cem", "cents", "500"));
            String redis = server.uri();
            // tag::redis[]
            Pipeline pipeline = Pipeline.create("large payments");
            pipeline.source(
                            "payments",
                            Redis.source(redis, "payments", "large-payments")
                                    .events(
                                            Payment.class,
                                            entry -> new Payment(
                                                    entry.field("account"), Long.parseLong(entry.field("cents")))))
                    .onError(Errors.deadLetter())
                    .filter(payment -> payment.cents() > 100_000)
                    .to("large", Redis.sink(redis, "large", payment -> Map.of("account", payment.account())));
            pipeline.deadLetters().to("unreadable", Sinks.print());
            // end::redis[]
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        pipeline,
                        JobOptions.defaults()
                                .withSnapshots(Snapshots.in(directory.resolve("snapshots"))
                                        .every(Duration.ofMillis(50))));
                while (commands.xlen("large") == 0) {
                    Thread.onSpinWait();
                }
                job.stop();
                job.join();
            }
            assertThat(commands.xrange("large", Range.unbounded()))
                    .extracting(entry -> entry.getBody().get("account"))
                    .containsExactly("ada");
        }
    }
}
