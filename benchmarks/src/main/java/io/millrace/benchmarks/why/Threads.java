package io.millrace.benchmarks.why;

import java.util.List;

/** What threads of a JVM are there for, by the beginning of their names: the system has no more than 15 characters of them. */
final class Threads {

    private static final List<String> COMPILERS = List.of("C1 Comp", "C2 Comp");
    private static final List<String> COLLECTORS = List.of("GC Thread", "G1 ", "ZDriver", "ZWorker", "Shenandoah");
    private static final List<String> SERVANTS = List.of(
            "java",
            "main",
            "VM ",
            "Reference H",
            "Finalizer",
            "Signal Disp",
            "Service Thr",
            "Monitor Def",
            "Sweeper",
            "Common-Clea",
            "Notificatio",
            "JFR ",
            "Attach List",
            "why",
            "Cleaner",
            "process rea",
            "DestroyJava");

    private Threads() {}

    static boolean isCompiler(String name) {
        return beginsWith(name, COMPILERS);
    }

    static boolean isCollector(String name) {
        return beginsWith(name, COLLECTORS);
    }

    /** Whether it does the work that is measured. */
    static boolean isWorker(String name) {
        return name != null && !isCompiler(name) && !isCollector(name) && !beginsWith(name, SERVANTS);
    }

    private static boolean beginsWith(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }
}
