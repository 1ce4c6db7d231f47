package io.millrace.architecture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Each rule returns its violations, worded for whoever has to mend them. */
final class ArchitectureRules {
    private static final Pattern INTERNAL = Pattern.compile(
            "io\\.millrace\\.(?:edge|runtime|window\\.(?:aggregate|operator)|join\\.operator|table\\.state|(?:\\w+\\.)*internal)(?:\\..*)?");

    private static final Pattern COPIED = Pattern.compile("\\bMonomorphic\\.of\\(\\s*lookup\\(\\),\\s*(\\w+)\\.class");

    private ArchitectureRules() {}

    /** The classes of which copies are defined, each for its functions. */
    static List<String> copiedClasses(Collection<SourceFile> files) {
        return files.stream()
                .flatMap(file -> COPIED.matcher(file.code()).results().map(match -> binaryName(match.group(1), file)))
                .toList();
    }

    /** Of a class that is nested in the type of a file, or stands in a file of its own beside it. */
    private static String binaryName(String simpleName, SourceFile user) {
        return Pattern.compile("\\bclass " + simpleName + "\\b")
                        .matcher(user.code())
                        .find()
                ? user.typeName() + "$" + simpleName
                : user.packageName() + "." + simpleName;
    }

    /**
     * The packages that users, and the other modules, must not touch. Keep in step with {@code doclint.packages} in the
     * root pom.
     */
    static boolean isInternal(String packageName) {
        return INTERNAL.matcher(packageName).matches();
    }

    static List<String> packageCycles(Collection<SourceFile> files) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (SourceFile file : files) {
            uses.computeIfAbsent(file.packageName(), name -> new TreeSet<>()).addAll(file.packagesUsed());
        }
        Set<String> acyclic = new HashSet<>();
        for (String start : uses.keySet()) {
            List<String> cycle = cycleFrom(start, uses, new ArrayList<>(), acyclic);
            if (!cycle.isEmpty()) {
                return List.of("package cycle: " + String.join(" -> ", cycle));
            }
        }
        return List.of();
    }

    private static List<String> cycleFrom(
            String node, Map<String, Set<String>> uses, List<String> path, Set<String> acyclic) {
        int seen = path.indexOf(node);
        path.add(node);
        if (seen >= 0) {
            return path.subList(seen, path.size());
        }
        if (!acyclic.contains(node)) {
            for (String next : uses.getOrDefault(node, Set.of())) {
                List<String> cycle = cycleFrom(next, uses, path, acyclic);
                if (!cycle.isEmpty()) {
                    return cycle;
                }
            }
            acyclic.add(node);
        }
        path.remove(path.size() - 1);
        return List.of();
    }

    /** Uses of internal packages that are not the module's own. */
    static List<String> foreignInternals(Collection<SourceFile> files, Set<String> ownPackages) {
        return files.stream()
                .flatMap(file -> file.packagesUsed().stream()
                        .filter(ArchitectureRules::isInternal)
                        .filter(used -> !ownPackages.contains(used))
                        .map(used -> file.typeName() + " uses " + used + ", which is internal to another module"))
                .toList();
    }

    /** Matches of a pattern outside the types that may have them. */
    static List<String> banned(Collection<SourceFile> files, Pattern pattern, Predicate<SourceFile> allowed) {
        return files.stream()
                .filter(allowed.negate())
                .flatMap(file -> file.matches(pattern))
                .toList();
    }

    static List<String> withoutPackageInfo(Collection<SourceFile> files) {
        Set<String> packages = new TreeSet<>();
        files.forEach(file -> packages.add(file.packageName()));
        files.stream()
                .filter(file -> file.typeName().endsWith(".package-info"))
                .forEach(file -> packages.remove(file.packageName()));
        return packages.stream().map(name -> name + " has no package-info.java").toList();
    }
}
