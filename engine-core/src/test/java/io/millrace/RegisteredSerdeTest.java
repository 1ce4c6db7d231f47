package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Serde;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Keys of a class that only the program knows how to hash. */
class RegisteredSerdeTest {

    @Test
    void shouldPartitionByKeysOfRegisteredClass() {
        Seeds.check(20, seed -> {
            Pipeline pipeline = counting().serde(URI.class, new UriSerde());
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("out")).containsExactlyInAnyOrder("a:1", "b:1", "a:2", "a:3");
        });
    }

    @Test
    void shouldSayHowToRegisterWhenNothingIsKnownOfTheClass() {
        assertThatThrownBy(() -> Simulation.of(counting()).run())
                .isInstanceOf(MissingSerdeException.class)
                .hasMessageContaining("process 'count'")
                .hasMessageContaining("java.net.URI")
                .hasMessageContaining("pipeline.serde");
    }

    private static Pipeline counting() {
        Pipeline pipeline = Pipeline.create("uris");
        pipeline.source("uris", Sources.of("a:1", "b:1", "a:2", "a:3"))
                .keyBy(text -> URI.create(text.substring(0, 1)))
                .process("count", Count::new)
                .to("out", Sinks.collect());
        return pipeline;
    }

    private static final class Count extends KeyedProcess<URI, String, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(String event, KeyedContext<URI> context, Emitter<String> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(context.key() + ":" + count.get());
        }
    }

    private static final class UriSerde implements Serde<URI> {

        @Override
        public void write(URI value, DataOutput out) throws IOException {
            out.writeUTF(value.toString());
        }

        @Override
        public URI read(DataInput in) throws IOException {
            return URI.create(in.readUTF());
        }

        @Override
        public int hash(URI value) {
            return value.toString().hashCode();
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }
}
