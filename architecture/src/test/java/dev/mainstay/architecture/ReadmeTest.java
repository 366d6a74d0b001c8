// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mainstay.health.CheckOptions;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final String QUICKSTART =
            "samples/quickstart/src/main/java/dev/mainstay/samples/quickstart/Quickstart.java";
    private static final Pattern KNOB = Pattern.compile("\\| `(\\w+)` \\| ([^|]+) \\|.*");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");

    private static final List<String> README = Checkout.lines("README.md");

    @Test
    void program_always_isTheOneInSamples() {
        List<String> file = Checkout.lines(QUICKSTART);
        int start = 0;
        while (!file.get(start).startsWith("import ")) {
            start++;
        }

        assertThat(Block.first("java").lines()).isEqualTo(file.subList(start, file.size()));
    }

    @Test
    void dependencyAndProgram_always_areSeenByLine25() {
        assertThat(Block.first("xml").lines()).anyMatch(line -> line.contains("<dependency>"));
        assertThat(Block.first("xml").end()).isLessThan(Block.first("java").end());
        assertThat(Block.first("java").end()).isLessThanOrEqualTo(25);
    }

    @Test
    void curlAndItsJson_always_areSeenByLine45() {
        Block console = Block.first("console");

        assertThat(console.lines()).anyMatch(line -> line.startsWith("$ curl "));
        assertThat(console.lines()).anyMatch(line -> line.startsWith("{\"status\""));
        assertThat(console.end()).isLessThanOrEqualTo(45);
    }

    @Test
    void knobs_always_areThoseOfTheBuilderWithItsDefaults() throws IllegalAccessException {
        int header = README.indexOf("| option | default | range | what it does |");
        var documented = new TreeMap<String, String>();
        for (String line : README.subList(header + 2, README.size())) {
            var row = KNOB.matcher(line);
            if (!row.matches()) {
                break;
            }
            documented.put(row.group(1), row.group(2).replace("`", ""));
        }

        assertThat(documented).isEqualTo(defaults());
    }

    @Test
    void testCommand_always_isWhatCiRuns() {
        assertThat(README).contains("mvn -B verify");
        assertThat(Checkout.lines(".ci/run")).contains("mvn -B verify");
    }

    @Test
    void links_inEachPage_leadSomewhere() {
        var broken = new ArrayList<String>();
        for (Path page : Checkout.filesNamed(".md")) {
            String text = String.join("\n", Checkout.lines(page));
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                Path target = page.resolveSibling(link.group(1));
                if (!Files.exists(target)) {
                    broken.add(Checkout.relative(page) + " -> " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    /** What a check gets that sets no options, in the README's words. */
    private static Map<String, String> defaults() throws IllegalAccessException {
        var captured = new ArrayList<CheckOptions>();
        HealthMonitor.builder().readiness("any", Health::up, captured::add).build().close();
        var defaults = new TreeMap<String, String>();
        for (Field field : CheckOptions.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                defaults.put(field.getName(), inWords(field.get(captured.get(0))));
            }
        }
        return defaults;
    }

    private static String inWords(Object value) {
        if (value instanceof Duration duration) {
            return duration.isZero() ? "0" : duration.toSeconds() + " s";
        }
        return value.toString();
    }

    /** A fenced block, and the line of its closing fence. */
    private record Block(List<String> lines, int end) {
        static Block first(String language) {
            int start = README.indexOf("```" + language) + 1;
            int length = README.subList(start, README.size()).indexOf("```");
            if (start == 0 || length < 0) {
                return fail("no block of %s in README.md", language);
            }
            return new Block(README.subList(start, start + length), start + length + 1);
        }
    }
}
