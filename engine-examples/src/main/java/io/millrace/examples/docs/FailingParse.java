package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;

/** A job that fails, and what it tells about that. */
public final class FailingParse {

    private FailingParse() {}

    /**
     * Lets a job fail.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        // tag::failure
        Pipeline pipeline = Pipeline.create("numbers");
        pipeline.source("lines", Sources.of("12", "thirteen", "14"))
                .map(Integer::parseInt)
                .named("parse")
                .to("console", Sinks.discard());

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            job.join();
        } catch (OperatorException e) {
            System.out.println(e.getMessage());
        }
        // end::failure
    }
}
