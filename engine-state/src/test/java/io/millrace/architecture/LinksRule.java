package io.millrace.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Links of pages in Markdown lead to files that are there, and to headings that these have. */
final class LinksRule {

    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");
    private static final Pattern MARKUP = Pattern.compile("\\[([^]]*)]\\([^)]*\\)|[`*]");
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N} _-]");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    private LinksRule() {}

    /** The links that lead nowhere, each with the page that has it. */
    static List<String> broken(List<Path> pages) {
        LinksRule rule = new LinksRule();
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            links(page)
                    .filter(link -> !rule.leadsSomewhere(page, link))
                    .forEach(link -> broken.add(page + ": " + link));
        }
        return broken;
    }

    private static Stream<String> links(Path page) {
        String prose = CODE.matcher(prose(page)).replaceAll("");
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches());
    }

    private boolean leadsSomewhere(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target)
                && (hash < 0
                        || anchors.computeIfAbsent(target, LinksRule::anchorsOf).contains(link.substring(hash + 1)));
    }

    /** As GitHub makes them: of headings that are equal, the later ones have a number. */
    private static Set<String> anchorsOf(Path page) {
        Set<String> anchors = new HashSet<>();
        if (page.toString().endsWith(".md")) {
            HEADING.matcher(prose(page)).results().map(LinksRule::anchor).forEach(anchor -> {
                String unique = anchor;
                for (int n = 1; !anchors.add(unique); n++) {
                    unique = anchor + "-" + n;
                }
            });
        }
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        String text = MARKUP.matcher(heading.group(1).strip()).replaceAll("$1");
        return NOT_IN_ANCHORS
                .matcher(text.toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(' ', '-');
    }

    private static String prose(Path page) {
        try {
            return FENCED.matcher(Files.readString(page)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
