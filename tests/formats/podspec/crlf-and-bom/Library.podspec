Pod::Spec.new do |spec|
  spec.name = "Library"
  spec.dependency "Auth0", "~> 2.3"
end
