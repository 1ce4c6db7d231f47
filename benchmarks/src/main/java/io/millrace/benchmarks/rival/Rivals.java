package io.millrace.benchmarks.rival;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The systems that were compiled in. */
public final class Rivals {

    /** The plain loop with a single thread, which all others are checked against and compared with. */
    public static final String HAND = "hand";

    /** Ours. */
    public static final String MILLRACE = "millrace";

    private static final List<String> FIRST = List.of(HAND, "hand-best", MILLRACE, "millrace-spinning");

    private Rivals() {}

    /**
     * Those that are there.
     *
     * @return new objects: {@link #HAND} and {@link #MILLRACE} first, then peers by name
     */
    public static List<Rival> all() {
        try {
            return ServiceLoader.load(Rival.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparingInt(Rivals::rank).thenComparing(Rival::name))
                    .toList();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException(
                    "a system cannot be loaded (" + e.getMessage() + "): build the jar anew, with mvn clean", e);
        }
    }

    /**
     * The one of a name.
     *
     * @param name as {@link Rival#name} has it
     * @return a new object
     */
    public static Rival named(String name) {
        List<Rival> all = all();
        return all.stream()
                .filter(rival -> rival.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, all));
    }

    private static IllegalArgumentException unknown(String name, List<Rival> all) {
        return new IllegalArgumentException("there is no system " + name + "; there are "
                + String.join(", ", all.stream().map(Rival::name).toList())
                + " (Jet and Kafka Streams are there when the jar is built with -Ppeers)");
    }

    private static int rank(Rival rival) {
        int index = FIRST.indexOf(rival.name());
        return index < 0 ? FIRST.size() : index;
    }
}
