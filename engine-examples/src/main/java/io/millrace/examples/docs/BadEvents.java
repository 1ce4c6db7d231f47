package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bad event that does not end the job, and results that are put where they may be put again. */
public final class BadEvents {

    private BadEvents() {}

    /**
     * Counts bad lines apart from good ones.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Map<String, Integer> store = new ConcurrentHashMap<>();

        // tag::dead-letters
        Pipeline pipeline = Pipeline.create("numbers");
        var numbers = pipeline.source("lines", Sources.of("12", "thirteen", "14"))
                .map(Integer::parseInt)
                .named("parse")
                .onError(Errors.deadLetter());
        pipeline.deadLetters().to("rejects", Sinks.print());
        // end::dead-letters

        // tag::idempotent
        numbers.to("store", Sinks.idempotent(number -> "number-" + number, store::put));
        // end::idempotent

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            job.join();
        }
        System.out.println(store.size() + " numbers");
    }
}
