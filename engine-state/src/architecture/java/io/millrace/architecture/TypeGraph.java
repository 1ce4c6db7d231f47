package io.millrace.architecture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The types of a module and the arrows between them, as the compiled classes have them. A nested type counts as the
 * top-level one that it is in.
 *
 * @param uses which types of the module a type names, by the full name
 */
record TypeGraph(SortedMap<String, SortedSet<String>> uses) {

    static TypeGraph of(Collection<ClassReferences> classes) {
        SortedMap<String, SortedSet<String>> uses = new TreeMap<>();
        classes.stream()
                .filter(each -> !each.className().endsWith("-info"))
                .forEach(each -> uses.computeIfAbsent(each.typeName(), name -> new TreeSet<>())
                        .addAll(each.types()));
        uses.forEach((type, used) -> used.removeIf(name -> name.equals(type) || !uses.containsKey(name)));
        return new TypeGraph(uses);
    }

    static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }

    /** The same of packages. */
    TypeGraph packages() {
        SortedMap<String, SortedSet<String>> packages = new TreeMap<>();
        uses.forEach(
                (type, used) -> used.forEach(name -> packages.computeIfAbsent(packageOf(type), any -> new TreeSet<>())
                        .add(packageOf(name))));
        uses.keySet()
                .forEach(type -> packages.computeIfAbsent(packageOf(type), any -> new TreeSet<>())
                        .remove(packageOf(type)));
        return new TypeGraph(packages);
    }

    /** The types of each package, with the arrows that stay in it. */
    SortedMap<String, TypeGraph> byPackage() {
        SortedMap<String, TypeGraph> result = new TreeMap<>();
        uses.forEach((type, used) -> result.computeIfAbsent(packageOf(type), any -> new TypeGraph(new TreeMap<>()))
                .uses
                .put(
                        type,
                        used.stream()
                                .filter(name -> packageOf(name).equals(packageOf(type)))
                                .collect(Collectors.toCollection(TreeSet::new))));
        return result;
    }

    /** The largest set of types each of which leads to all others; empty when there is no cycle. */
    List<String> largestCycle() {
        Map<String, Set<String>> reached = new TreeMap<>();
        uses.keySet().forEach(type -> reached.put(type, reachedFrom(type)));
        return uses.keySet().stream()
                .map(type -> reached.get(type).stream()
                        .filter(other -> reached.get(other).contains(type))
                        .sorted()
                        .toList())
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    private Set<String> reachedFrom(String type) {
        Set<String> reached = new HashSet<>();
        List<String> open = new ArrayList<>(uses.get(type));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            if (reached.add(next)) {
                open.addAll(uses.get(next));
            }
        }
        return reached;
    }

    /** As a Mermaid diagram, each node by what is left of its name without a prefix. */
    String mermaid(String prefix) {
        StringBuilder text = new StringBuilder("```mermaid\nflowchart LR\n");
        uses.keySet()
                .forEach(name -> text.append("    ")
                        .append(id(name))
                        .append("[\"")
                        .append(name.equals(prefix) ? name : name.substring(prefix.length() + 1))
                        .append("\"]\n"));
        uses.forEach((from, used) -> used.forEach(to -> text.append("    ")
                .append(id(from))
                .append(" --> ")
                .append(id(to))
                .append('\n')));
        return text.append("```\n").toString();
    }

    private static String id(String name) {
        return name.replace('.', '_');
    }
}
