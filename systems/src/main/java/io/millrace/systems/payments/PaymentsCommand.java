package io.millrace.systems.payments;

import static io.millrace.systems.common.ServerOptions.check;

import io.millrace.systems.common.DataFolder;
import io.millrace.systems.common.ServerOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the payments. */
@Command(
        name = "payments",
        sortOptions = false,
        description = {
            "Allows, reviews or blocks payments in the request itself: by rules that are changed while it runs, by the"
                    + " payments of the minute before, by profiles, and by a model that may be silent.",
            ""
        })
public final class PaymentsCommand implements Callable<Integer> {

    private static final int MODEL_SILENT_ONCE_IN = 500;
    private static final int MODEL_PATIENCE_MILLIS = 50;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--load",
            paramLabel = "N",
            description = "Post so many payments a second for a while, print how long answers took, and end")
    private Integer load;

    @Option(names = "--seconds", paramLabel = "N", description = "How long --load is; default: ${DEFAULT-VALUE}")
    private int seconds = 10;

    @Option(
            names = "--model-silent",
            paramLabel = "N",
            description = "One in so many scores never comes, 0 for none; default: ${DEFAULT-VALUE}")
    private int modelSilentOnceIn = MODEL_SILENT_ONCE_IN;

    @Option(
            names = "--model-patience",
            paramLabel = "MS",
            description = "After so many milliseconds a payment goes on without its score; default: ${DEFAULT-VALUE}")
    private int modelPatienceMillis = MODEL_PATIENCE_MILLIS;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public PaymentsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        check(spec, load == null || load > 0, "--load must be at least 1, but is " + load);
        check(spec, seconds > 0, "--seconds must be at least 1, but is " + seconds);
        check(spec, modelSilentOnceIn >= 0, "--model-silent must not be negative, but is " + modelSilentOnceIn);
        check(spec, modelPatienceMillis > 0, "--model-patience must be at least 1, but is " + modelPatienceMillis);
        try (DataFolder data = DataFolder.open(server.data());
                PaymentsSystem system = new PaymentsSystem(data.path(), server.port(), model())) {
            run(system, data);
        }
        return CommandLine.ExitCode.OK;
    }

    private ModelOptions model() {
        return new ModelOptions(modelSilentOnceIn, Duration.ofMillis(modelPatienceMillis));
    }

    private void run(PaymentsSystem system, DataFolder data) {
        if (load != null) {
            load(new Load(system.uri(), load));
            return;
        }
        if (!data.stays()) {
            new Conversation(system, out).run();
        }
        server.show(system.engine(), out);
        out.println("payments are decided at " + system.uri() + "/payments until Ctrl-C");
        system.job().join();
    }

    private void load(Load generated) {
        out.printf(
                Locale.ROOT,
                "%,d payments a second for %d s, behind %,d to get warm, each measured from when it was due:%n",
                load,
                seconds,
                Load.WARM_UP);
        generated.run(Duration.ofSeconds(seconds));
        generated.print(out);
    }
}
