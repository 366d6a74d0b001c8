// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so nothing but these tests keeps it in step with the others. */
class BomTest {
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(.+)</artifactId>\\s*<version>(.+)</version>");

    @Test
    void bom_always_hasTheVersionOfTheParent() {
        assertThat(Pom.version("bom/pom.xml")).isEqualTo(Pom.version("pom.xml"));
    }

    @Test
    void bom_whenReleased_isSignedAndPublishedAsTheOthersAre() {
        assertThat(releasePlugins("bom/pom.xml")).hasSize(2).isEqualTo(releasePlugins("pom.xml"));
    }

    private static List<String> releasePlugins(String pom) {
        String text = Checkout.text(pom);
        int start = text.indexOf("<id>release</id>");
        assertThat(start).as("profile 'release' in %s", pom).isPositive();
        String profile = text.substring(start, text.indexOf("</profile>", start));
        return PLUGIN.matcher(profile)
                .results()
                .map(plugin -> plugin.group(1) + ":" + plugin.group(2))
                .toList();
    }
}
