Gem::Specification.new do |spec|
  spec.name = "shop"
  spec.summary = "A shop"
  spec.description = <<-DESC.strip
    It's a shop (mostly:
    # not a comment
  DESC
  spec.files = `git ls-files -z`.split("\x0").reject { |file| file.match(%r{^(test|spec)/}) }
  spec.add_dependency "auth0", "~> 5.0"
end
