package io.millrace.examples.fraud;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.examples.fraud.FraudPipeline.Findings;
import io.millrace.sink.Sinks;
import io.millrace.source.Line;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Reads a file of transactions, applies the rules, and writes what was asked for. */
final class FileRun {

    static final String JOB = "fraud";
    static final String ALERTS = "alerts";
    static final String LATE = "late";
    static final String REJECTS = "rejects";

    /** Container platforms wait ten seconds or more before they kill. */
    static final Duration PATIENCE = Duration.ofSeconds(9);

    private final FraudOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final Tally tally = new Tally();
    private boolean reading;

    FileRun(FraudOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    void run() throws IOException, UnreadableLineException {
        Pipeline pipeline = pipeline(TransactionFormat.of(options.input()));
        try (Engine engine = Engine.create().stopOnShutdown(PATIENCE)) {
            Run run = Run.of(engine, pipeline, jobOptions(), tally, err);
            if (run.wasComplete()) {
                err.println("all was done already: " + run.restored().orElseThrow());
            } else {
                out.println(run.throughput());
                out.println(run.alerts() + rejects() + run.since());
            }
        }
    }

    private JobOptions jobOptions() throws IOException {
        JobOptions parallel = JobOptions.parallelism(options.parallelism());
        return options.snapshots() == null ? parallel : parallel.withSnapshots(EarlierRun.snapshots(options));
    }

    private Pipeline pipeline(TransactionFormat format) {
        Pipeline pipeline = Pipeline.create(JOB);
        EventStream<Transaction> transactions =
                parsed(pipeline.source("lines", lines()).peek(this::reading), format);
        Findings findings = FraudPipeline.detect(transactions.peek(tally::count), options.outOfOrderness());

        EventStream<Alert> alerts = findings.alerts().peek(tally::count);
        if (options.alerts() == null) {
            alerts.map(AlertText::of).to(ALERTS, Sinks.print(out));
        } else {
            alerts.map(JsonLines::of).to(ALERTS, Sinks.lines(options.alerts()));
        }
        if (options.late() != null) {
            findings.late().map(JsonLines::of).to(LATE, Sinks.lines(options.late()));
        }
        return pipeline;
    }

    private Source<Line> lines() {
        Source<Line> lines = Sources.numberedLines(options.input());
        return options.rate() == 0 ? lines : new Throttled<>(lines, options.rate());
    }

    /** By one thread: a file has one reader. */
    private void reading(Line line) {
        if (!reading && line.number() > 1) {
            err.println(String.format(Locale.ROOT, "reading on at line %,d of %s", line.number(), line.file()));
        }
        reading = true;
    }

    private EventStream<Transaction> parsed(EventStream<Line> lines, TransactionFormat format) {
        EventStream<Line> records = lines.filter(format::holdsTransaction);
        if (options.rejects() == null) {
            return records.map(format::parse);
        }
        EventStream<ParsedLine> parsed = records.map(line -> ParsedLine.of(line, format));
        parsed.filter(line -> line.reject() != null)
                .map(ParsedLine::reject)
                .peek(tally::count)
                .map(JsonLines::of)
                .to(REJECTS, Sinks.lines(options.rejects()));
        return parsed.filter(line -> line.reject() == null).map(ParsedLine::transaction);
    }

    private String rejects() {
        return options.rejects() == null ? "" : String.format(Locale.ROOT, ", rejected %,d", tally.rejects());
    }

    /** A transaction, or why there is none. */
    private record ParsedLine(Transaction transaction, UnreadableLineException reject) {

        static ParsedLine of(Line line, TransactionFormat format) {
            try {
                return new ParsedLine(format.parse(line), null);
            } catch (UnreadableLineException e) {
                return new ParsedLine(null, e);
            }
        }
    }
}
