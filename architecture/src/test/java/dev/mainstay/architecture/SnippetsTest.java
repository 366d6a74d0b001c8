// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown of mounting in Servlet containers and Javalin is code that tests run. */
class SnippetsTest {
    private static final String PAGE = "docs/http.md";
    private static final Pattern SECTIONS =
            Pattern.compile("(?ms)^## (Servlet containers|Javalin)$(.*?)(?=^## |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(java|xml)$(.*?)^```$");
    private static final Pattern JAVADOC = Pattern.compile("(?s)<pre>\\{@code(.*?)\\}</pre>");

    private static final List<Path> JAVA = Checkout.sources(".java");
    private static final List<String> RUN =
            Stream.concat(JAVA.stream(), Checkout.sources(".xml").stream())
                    .filter(SnippetsTest::isRun)
                    .map(file -> dense(text(file)))
                    .toList();

    static List<String> ofThePage() {
        return SECTIONS.matcher(Checkout.text(PAGE))
                .results()
                .flatMap(section -> BLOCK.matcher(section.group(2)).results())
                .map(block -> block.group(2))
                .filter(block -> !block.contains("<dependency>"))
                .toList();
    }

    static List<String> ofTheJavadoc() {
        return JAVA.stream()
                .filter(
                        file ->
                                Checkout.relative(file)
                                        .toString()
                                        .matches("http-adapters/(servlet|javalin)/src/main/.*"))
                .flatMap(file -> JAVADOC.matcher(text(file)).results())
                .map((MatchResult block) -> block.group(1).replaceAll("(?m)^ \\* ?", ""))
                .toList();
    }

    @ParameterizedTest
    @MethodSource({"ofThePage", "ofTheJavadoc"})
    void snippet_always_isCodeThatTestsRun(String snippet) {
        assertThat(RUN).anyMatch(file -> file.contains(dense(snippet)));
    }

    @Test
    void snippets_whenLookedFor_areAllFound() {
        assertThat(ofThePage()).hasSize(6);
        assertThat(ofTheJavadoc()).hasSize(3);
    }

    private static boolean isRun(Path file) {
        String path = Checkout.relative(file).toString();
        return path.startsWith("samples/") || path.contains("/src/test/");
    }

    private static String text(Path file) {
        return String.join("\n", Checkout.lines(file));
    }

    /** Where lines are broken is the formatter's decision. */
    private static String dense(String text) {
        return text.replaceAll("\\s", "");
    }
}
