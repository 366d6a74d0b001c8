// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final String QUICKSTART =
            "samples/quickstart/src/main/java/dev/mainstay/samples/quickstart/Quickstart.java";
    private static final String GOLDEN_STUCK =
            "http-adapters/core/src/test/resources/golden/json-stuck.json";
    private static final Pattern DEPENDENCY =
            Pattern.compile(
                    "<dependency><groupId>(.+)</groupId><artifactId>(.+)</artifactId>"
                            + "<version>(.+)</version></dependency>");
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
    void dependencies_always_areInTheBomWithItsVersion() {
        assertThat(Block.first("xml").lines()).isNotEmpty().allSatisfy(ReadmeTest::isInTheBom);
    }

    @Test
    void stuckCheck_inTheHttpPage_isTheOneOfTheGoldenFile() {
        String page =
                Checkout.lines("docs/http.md").stream()
                        .map(String::strip)
                        .collect(Collectors.joining());

        assertThat(page).contains(Checkout.text(GOLDEN_STUCK));
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

    private static void isInTheBom(String line) {
        var dependency = DEPENDENCY.matcher(line);

        assertThat(dependency.matches()).as(line).isTrue();
        assertThat(Checkout.text("bom/pom.xml").replaceAll("\\s", ""))
                .contains(
                        "<groupId>%s</groupId><artifactId>%s</artifactId>"
                                .formatted(dependency.group(1), dependency.group(2)));
        assertThat(dependency.group(3)).isEqualTo(Pom.version("pom.xml"));
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
