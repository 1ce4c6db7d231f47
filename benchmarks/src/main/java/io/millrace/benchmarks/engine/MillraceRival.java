package io.millrace.benchmarks.engine;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.Workload;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Millrace, with as many workers as there is to be parallelism. */
public final class MillraceRival implements Rival {

    private static final int PACING_WORKERS = 2;
    private static final int OPEN_REQUESTS = 1 << 16;

    private final IntFunction<Engine> engines;
    private TradeLog log;
    private int users;
    private Engine engine;
    private int workers;

    /** With workers as they are by default: they park when they have been idle for a while. */
    public MillraceRival() {
        this(Engine::withWorkers);
    }

    MillraceRival(IntFunction<Engine> engines) {
        this.engines = engines;
    }

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return true;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        if (workload.isNexmark()) {
            NexmarkQueries.run(engine(parallelism), workload, events, parallelism);
            return;
        }
        TradePipelines pipelines = new TradePipelines(new TradeSource(log(workload), events), parallelism);
        engine(parallelism)
                .start(pipelines.of(workload), JobOptions.parallelism(parallelism))
                .join();
    }

    @Override
    public boolean paces() {
        return true;
    }

    @Override
    public void pace(Schedule schedule) {
        engine(PACING_WORKERS)
                .start(Pacing.pipeline(schedule), JobOptions.parallelism(PACING_WORKERS))
                .join();
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Asking answering() {
        RequestSource<Long, Long> source = Sources.requests(OPEN_REQUESTS, Long.class, Long.class);
        Pipeline pipeline = Pipeline.create("requests");
        pipeline.source("questions", source)
                .map(request -> request.answer(request.question() + 1))
                .to("answers", source.answers());
        Job job = engine(1).start(pipeline, JobOptions.parallelism(1));
        return new Asking() {
            @Override
            public CompletableFuture<Long> ask(long question) {
                return source.ask(question);
            }

            @Override
            public void close() {
                job.drain();
                job.join();
            }
        };
    }

    /**
     * The pipeline of a workload, all of which read one log of trades, or one of NEXMark's events.
     *
     * @param workload the workload
     * @param events how many
     * @param parallelism of its source
     * @return the pipeline
     */
    public static Pipeline pipeline(Workload workload, long events, int parallelism) {
        if (workload.isNexmark()) {
            return NexmarkQueries.pipeline(workload, events, parallelism);
        }
        return new TradePipelines(new TradeSource(TradeLog.shared(workload.users()), events), parallelism).of(workload);
    }

    private TradeLog log(Workload workload) {
        if (users != workload.users()) {
            users = workload.users();
            log = new TradeLog(users);
        }
        return log;
    }

    private Engine engine(int parallelism) {
        if (workers != parallelism) {
            close();
            engine = engines.apply(parallelism);
            workers = parallelism;
        }
        return engine;
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            engine = null;
            workers = 0;
        }
    }
}
