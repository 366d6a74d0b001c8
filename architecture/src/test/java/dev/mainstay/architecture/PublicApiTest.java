// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** With {@code -Dapi.update=true} the lists are written instead of compared. */
class PublicApiTest {
    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void publicTypes_always_areThoseOfApiTxt(LibraryModule module) throws IOException {
        Path list = Checkout.ROOT.resolve(module.directory()).resolve("api.txt");
        List<String> types = publicTypes(module);
        if (Boolean.getBoolean("api.update")) {
            Files.write(list, types);
        }

        assertThat(types).isNotEmpty();
        assertThat(list).exists();
        assertThat(types)
                .as("public types of %s; how to update the list is in CONTRIBUTING.md", module)
                .containsExactlyElementsOf(Checkout.lines(list));
    }

    private static List<String> publicTypes(LibraryModule module) {
        return Modules.publicTypes().stream()
                .filter(type -> type.getPackageName().equals(module.packageName()))
                .map(type -> type.getFullName().replace('$', '.'))
                .sorted()
                .toList();
    }
}
