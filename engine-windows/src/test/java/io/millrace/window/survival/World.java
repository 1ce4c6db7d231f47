package io.millrace.window.survival;

import java.util.Map;
import java.util.TreeMap;

/** What outlives the process of a simulated job, apart from its disk. */
final class World {

    private final Mishaps mishaps;
    private final Map<String, Vault> vaults = new TreeMap<>();

    World(Tally tally) {
        mishaps = new Mishaps(tally);
    }

    Mishaps mishaps() {
        return mishaps;
    }

    Vault vault(String sink) {
        return vaults.computeIfAbsent(sink, unused -> new Vault());
    }
}
