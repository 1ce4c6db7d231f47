package io.millrace.spring.boot;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;

/** Pipelines for tests. */
final class Recorded {

    private Recorded() {}

    /** Copies numbers without end, a few a second. */
    static Pipeline endless(String name) {
        return generating(name, 1_000_000_000L);
    }

    /** Copies so many numbers. */
    static Pipeline generating(String name, long count) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.generate(index -> index).count(count).rate(1_000))
                .to("none", Sinks.discard());
        return pipeline;
    }

    /** Copies what a collection has. */
    static Pipeline copying(String name, Collection<Long> numbers, Collection<Long> copies) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.collection(numbers)).to("copies", Sinks.callback(copies::add));
        return pipeline;
    }

    /** Has a sink that does not return before it is interrupted. */
    static Pipeline hanging(String name, CountDownLatch entered) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.of(1)).to("hanging", Sinks.blockingCallback(number -> {
            entered.countDown();
            new CountDownLatch(1).await();
        }));
        return pipeline;
    }

    /** Fails at once. */
    static Pipeline failing(String name) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .map(number -> {
                    if (number == 2) {
                        throw new IllegalStateException("two is too much");
                    }
                    return number;
                })
                .to("none", Sinks.discard());
        return pipeline;
    }
}
