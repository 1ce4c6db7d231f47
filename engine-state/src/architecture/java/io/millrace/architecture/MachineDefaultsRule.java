package io.millrace.architecture;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nothing may depend on the locale, charset, time zone or line separator of the machine: what one process writes, the
 * next one reads, which may have been started by somebody with other settings. Forbids the methods that use them
 * unasked; their overloads that are told are allowed.
 */
final class MachineDefaultsRule {
    private static final Pattern ASKS_THE_MACHINE = anyOf(
            // locale
            "java/util/Locale\\.getDefault\\(.*",
            "java/lang/String\\.(?:format\\(Ljava/lang/String;|formatted\\().*",
            "java/lang/String\\.to(?:Lower|Upper)Case\\(\\).*",
            "java/io/(?:PrintStream|PrintWriter|Console)\\.(?:printf|format)\\(Ljava/lang/String;.*",
            "java/util/Formatter\\.(?:<init>\\((?!.*Ljava/util/Locale;).*|format\\(Ljava/lang/String;.*)",
            "java/text/\\w+\\.(?:<init>|get\\w*Instance|format)\\((?!.*Ljava/(?:util/Locale|text/DecimalFormatSymbols);).*",
            "java/time/format/DateTimeFormatter\\.(?:ofPattern\\(Ljava/lang/String;\\)|ofLocalized).*",
            "java/time/format/DateTimeFormatterBuilder\\.toFormatter\\(\\).*",
            // charset
            "java/nio/charset/Charset\\.defaultCharset\\(.*",
            "java/lang/String\\.getBytes\\(\\).*",
            "java/lang/String\\.<init>\\(\\[B(?:II)?\\).*",
            "java/io/ByteArrayOutputStream\\.toString\\(\\).*",
            "java/io/(?:InputStreamReader|OutputStreamWriter)\\.<init>\\(Ljava/io/(?:In|Out)putStream;\\).*",
            "java/io/(?:File|Print)(?:Reader|Writer|Stream)\\.<init>"
                    + "\\((?!Ljava/io/Writer;)(?!.*Ljava/nio/charset/Charset;).*",
            "java/util/Scanner\\.<init>\\((?!.*Ljava/nio/charset/Charset;).*",
            "java/net/URL(?:En|De)coder\\.\\w+code\\(Ljava/lang/String;\\).*",
            // time zone
            "java/time/ZoneId\\.systemDefault\\(.*",
            "java/time/Clock\\.systemDefaultZone\\(.*",
            "java/util/TimeZone\\.getDefault\\(.*",
            "java/util/(?:Gregorian)?Calendar\\.(?:<init>|getInstance)\\((?!.*Ljava/util/TimeZone;).*",
            // line separator
            "java/lang/System\\.lineSeparator\\(.*",
            "java/io/BufferedWriter\\.newLine\\(.*",
            "java/io/PrintWriter\\.println\\(.*");

    private MachineDefaultsRule() {}

    private static Pattern anyOf(String... methods) {
        return Pattern.compile(
                Stream.of(methods).map(each -> "(?:" + each + ")").collect(Collectors.joining("|")));
    }

    /** Calls that ask the machine, outside the types that may. */
    static List<String> violations(Collection<ClassReferences> classes, Predicate<String> allowed) {
        return classes.stream()
                .filter(each -> !allowed.test(each.typeName()))
                .flatMap(each -> each.methods().stream()
                        .filter(method -> ASKS_THE_MACHINE.matcher(method).matches())
                        .map(method -> each.className() + " calls " + method))
                .toList();
    }
}
